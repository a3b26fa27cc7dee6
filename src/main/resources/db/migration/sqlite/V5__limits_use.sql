-- Limits: null = as the role has it, or for a role as the flags have it; 0 = none.
create table limit_of_role (
  role text not null primary key check (role in ('owner', 'admin', 'member')),
  messages_per_minute integer,
  answers_at_once integer,
  tokens_per_day integer,
  cost_per_month real
) strict;

create table limit_of_account (
  account_id text not null primary key references account (id) on delete cascade,
  messages_per_minute integer,
  answers_at_once integer,
  tokens_per_day integer,
  cost_per_month real
) strict;

-- What was used, added up when a message is taken and when an answer ends: it stays when a chat is deleted.
-- day: in the zone of the server, like 2026-11-25. estimated_tokens: how many of both kinds no provider has counted.
create table use_by_day (
  account_id text not null references account (id) on delete cascade,
  day text not null,
  provider text not null,
  model text not null,
  messages integer not null default 0,
  answers integer not null default 0,
  prompt_tokens integer not null default 0,
  completion_tokens integer not null default 0,
  estimated_tokens integer not null default 0,
  cost real not null default 0,
  primary key (day, account_id, provider, model)
) strict, without rowid;

create index use_by_day_of_account on use_by_day (account_id, day);
