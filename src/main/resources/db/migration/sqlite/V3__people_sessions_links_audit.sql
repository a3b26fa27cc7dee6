-- The owner of accounts mode is the account of local mode: whoever begins alone keeps every chat.
-- password: a hash that names its function and parameters; null = none, as with those who sign in elsewhere.
alter table account add column email text;
alter table account add column role text not null default 'member' check (role in ('owner', 'admin', 'member'));
alter table account add column password text;
alter table account add column disabled_at integer;
alter table account add column seen_at integer;
update account set role = 'owner' where id = 'local';

create unique index account_by_email on account (email) where email is not null;

-- Who somebody is elsewhere: an OpenID provider's issuer and subject.
create table identity (
  issuer text not null,
  subject text not null,
  account_id text not null references account (id) on delete cascade,
  created_at integer not null,
  primary key (issuer, subject)
) strict;

create index identity_by_account on identity (account_id);

-- Tokens stand nowhere in clear: token_hash is their SHA-256 in hexadecimal. id names a session in a list.
create table session (
  token_hash text not null primary key,
  id text not null unique,
  account_id text not null references account (id) on delete cascade,
  device text not null,
  address text not null,
  created_at integer not null,
  used_at integer not null
) strict;

create index session_by_account on session (account_id, used_at);

-- A browser that somebody has signed in with before: guesses made elsewhere do not slow it down.
create table known_device (
  token_hash text not null primary key,
  account_id text not null references account (id) on delete cascade,
  used_at integer not null
) strict;

create index known_device_by_account on known_device (account_id);

-- What is sent to a person: an invitation (account_id is null) or a way to a new password. Good for one use.
create table link (
  token_hash text not null primary key,
  id text not null unique,
  kind text not null check (kind in ('invitation', 'reset')),
  role text not null check (role in ('owner', 'admin', 'member')),
  account_id text references account (id) on delete cascade,
  email text,
  created_by text references account (id) on delete cascade,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict;

-- Who did what to whom. Names stand as they were then: accounts come and go.
create table audit (
  id integer primary key autoincrement,
  at integer not null,
  actor text not null,
  action text not null,
  subject text not null,
  address text not null
) strict;
