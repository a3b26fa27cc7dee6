-- credential: what the device calls it; public_key: in COSE; site: the relying party, a host's name; portable, copied: whether it can be
-- on several devices, and is.
create table passkey (
  id text not null primary key,
  credential text not null unique,
  account_id text not null references account (id) on delete cascade,
  site text not null,
  name text not null,
  public_key blob not null,
  sign_count integer not null,
  transports text not null,
  portable integer not null,
  copied integer not null,
  created_at integer not null,
  used_at integer
) strict;

create index passkey_by_account on passkey (account_id);

-- By what devices know an account.
create table passkey_handle (
  account_id text not null primary key references account (id) on delete cascade,
  handle text not null unique
) strict;

-- Handed out to be signed, and not answered yet. browser_hash: of what only that browser has.
create table passkey_challenge (
  challenge_hash text not null primary key,
  browser_hash text not null,
  purpose text not null,
  expires_at integer not null
) strict;

create index passkey_challenge_by_browser on passkey_challenge (browser_hash);
create index passkey_challenge_by_end on passkey_challenge (expires_at);
