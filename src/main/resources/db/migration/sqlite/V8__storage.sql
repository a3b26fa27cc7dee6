-- How many bytes of text an account has stored: what it wrote and what was answered, as it grows. Kept by triggers, so that
-- no statement can forget it. What is deleted with its chat is taken off before: the chat's row, and with it whose it was,
-- is gone when its messages go.
create table storage (
  account_id text not null primary key references account (id) on delete cascade,
  bytes integer not null
) strict, without rowid;

create trigger message_stored after insert on message begin
  insert into storage (account_id, bytes)
  select account_id, octet_length(new.text) + octet_length(new.reasoning) from conversation where id = new.conversation_id
  on conflict (account_id) do update set bytes = bytes + excluded.bytes;
end;

create trigger message_changed after update of text, reasoning on message begin
  update storage set bytes = bytes + octet_length(new.text) + octet_length(new.reasoning)
    - octet_length(old.text) - octet_length(old.reasoning)
  where account_id = (select account_id from conversation where id = new.conversation_id);
end;

create trigger message_dropped after delete on message begin
  update storage set bytes = bytes - octet_length(old.text) - octet_length(old.reasoning)
  where account_id = (select account_id from conversation where id = old.conversation_id);
end;

create trigger segment_stored after insert on segment begin
  update storage set bytes = bytes + octet_length(new.text)
  where account_id = (select account_id from generation where id = new.generation_id);
end;

create trigger segment_dropped after delete on segment begin
  update storage set bytes = bytes - octet_length(old.text)
  where account_id = (select account_id from generation where id = old.generation_id);
end;

create trigger conversation_dropped before delete on conversation begin
  update storage set bytes = bytes
    - (select coalesce(sum(octet_length(text) + octet_length(reasoning)), 0) from message where conversation_id = old.id)
    - (select coalesce(sum(octet_length(s.text)), 0) from generation g join segment s on s.generation_id = g.id
       where g.conversation_id = old.id)
  where account_id = old.account_id;
end;

insert into storage (account_id, bytes)
select c.account_id, sum(octet_length(m.text) + octet_length(m.reasoning))
from conversation c join message m on m.conversation_id = c.id group by c.account_id;

update storage set bytes = bytes + coalesce((
  select sum(octet_length(s.text)) from generation g join segment s on s.generation_id = g.id
  where g.account_id = storage.account_id), 0);

-- In megabytes; null = as the role has it, or for a role as the flags have it; 0 = none.
alter table limit_of_role add column storage integer;
alter table limit_of_account add column storage integer;
