-- Roles that must have a second factor: who lacks it reaches nothing but the page where it is set up.
create table second_factor_rule (
  role text not null primary key check (role in ('owner', 'admin', 'member'))
) strict, without rowid;
