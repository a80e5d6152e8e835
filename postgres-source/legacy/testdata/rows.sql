truncate author, article, vault restart identity;
insert into author (name, email, age, score) values
  ('Ada', 'ada@x', 36, 9007199254740993), ('Bob', null, null, 2), ('Cyd', 'cyd@x', 36, 3);
insert into article (author_id, title, published, rating, tags) values
  (1, 'A one', true, 1.50, '["new"]'), (1, 'A two', false, 2.25, null), (2, 'B one', true, null, '["old", "new"]'), (null, 'Nobody', true, 4, null);
insert into vault values (1, 1), (2, 2);
