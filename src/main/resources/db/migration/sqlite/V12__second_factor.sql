-- An app that shows codes. secret: sealed; confirmed_at: null until a code has shown that the app has it; last_step: a code is
-- good once, so the newest step of 30 seconds whose code was taken.
create table code_app (
  account_id text not null primary key references account (id) on delete cascade,
  secret text not null,
  created_at integer not null,
  confirmed_at integer,
  last_step integer not null default 0
) strict;

-- 120 random bits each, so their SHA-256 gives nothing away.
create table recovery_code (
  account_id text not null references account (id) on delete cascade,
  code_hash text not null,
  used_at integer,
  primary key (account_id, code_hash)
) strict, without rowid;

-- Whoever has given the first factor and not the second yet. password: the hash that counted then; another one by now lets nobody in.
create table pending_sign_in (
  token_hash text not null primary key,
  account_id text not null references account (id) on delete cascade,
  action text not null,
  password text,
  expires_at integer not null
) strict;

create index pending_sign_in_by_account on pending_sign_in (account_id, expires_at);
