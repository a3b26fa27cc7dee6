-- How the owner, or whoever starts Parley, has called a connection: nobody else takes such a name, or what was chosen by it
-- would lead to another server.
create table owners_name (
  name text not null primary key
) strict;

insert into owners_name (name) select name from connection where reach = 'anywhere';
insert into owners_name (name)
  select distinct provider from conversation
  where account_id = 'local' and provider not in (select name from connection)
  on conflict do nothing;

-- The default model that the owner set, for the owner; the other one is for everybody else, and admins set it too.
insert into server_setting (name, value)
  select 'owners_default_model', s.value from server_setting s
  where s.name = 'default_model' and not exists (
    select 1 from connection c where c.reach = 'public' and instr(s.value, c.name || '/') = 1);
