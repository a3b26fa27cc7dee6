-- What a model has refused and is asked without since: found out by an answer, forgotten where the server changes.
create table connection_omission (
  connection text not null references connection (name) on delete cascade,
  model text not null,
  omission text not null,
  primary key (connection, model, omission)
) strict;

-- Models that the server does not list, by name, one a line.
alter table connection add column typed_models text not null default '';
