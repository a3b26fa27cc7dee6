-- Whether it signs in alone. Not after a link to a new password, until it was used beside that one: somebody else may have added it.
alter table passkey add column alone integer not null default 1;
