// Code of a client that must compile against the generated types, and code that must not: each
// line below @ts-expect-error fails the compilation if it is accepted.
import type { CheckoutMutationVariables, OrderWithReviewsQuery } from "./generated/admin.js";
import type { Products as ProductsForAll } from "./generated/anonymous.js";
import type { MyOrdersQuery, MyOrdersQueryVariables, Products } from "./generated/customer.js";
import type { PageQuery, RefetchQuery } from "./generated/relay.js";
import type { OneReviewQuery } from "./generated/stranger.js";

export function total(order: NonNullable<OrderWithReviewsQuery["orders_by_pk"]>): number {
  return order.lines.reduce((sum, line) => sum + line.quantity * line.unit_price, 0);
}

// A joined row can be missing: another source answers it.
export function critics(order: NonNullable<OrderWithReviewsQuery["orders_by_pk"]>): string[] {
  const reviews = order.lines.flatMap((line) => line.product.reviews);
  // @ts-expect-error the author is nullable
  reviews.map((r) => r.author.name);
  return reviews.map((r) => r.author?.name ?? "somebody");
}

export const shipped: MyOrdersQueryVariables = { where: { status: { _eq: "shipped" } } };
// @ts-expect-error the enum table has no such row
export const lost: MyOrdersQueryVariables = { where: { status: { _eq: "lost" } } };
// @ts-expect-error the column is an integer
export const text: MyOrdersQueryVariables = { where: { id: { _eq: "1" } } };

export const basket: CheckoutMutationVariables = { input: { lines: [{ productId: 12, quantity: 1 }] } };
// @ts-expect-error the argument is not nullable
export const nothing: CheckoutMutationVariables = {};

export const names = (mine: MyOrdersQuery): string[] => mine.orders.flatMap((o) => o.lines.map((l) => l.product.name));

// @ts-expect-error the customer role may not see what a product costs
export const cost = (p: Products) => p.cost;
// @ts-expect-error nor may anybody see how many are left without being a customer
export const stock = (p: ProductsForAll) => p.stock;

export const next = (page: PageQuery): string | undefined =>
  page.orders_connection.pageInfo.hasNextPage ? page.orders_connection.pageInfo.endCursor : undefined;
export const status = (q: RefetchQuery) => (q.node && "status" in q.node ? q.node.status : undefined);

export const stars = (q: OneReviewQuery): number => q.review?.stars ?? 0;
