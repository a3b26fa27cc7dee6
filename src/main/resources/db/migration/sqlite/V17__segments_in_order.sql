-- The order of an answer's pieces is a column of its own: no database but one numbers its rows.
drop trigger conversation_dropped;

create table ordered_segment (
  id integer primary key,
  generation_id integer not null references generation (id) on delete cascade,
  epoch integer not null,
  kind text not null check (kind in ('text', 'reasoning')),
  text text not null
) strict;

insert into ordered_segment (id, generation_id, epoch, kind, text)
select rowid, generation_id, epoch, kind, text from segment order by rowid;

drop table segment;
alter table ordered_segment rename to segment;

create index segment_by_generation on segment (generation_id);

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

-- Who is next: in the order in which they came, and of one account alone. With all that is asked of those that are passed over.
create index generation_waiting on generation (queued_at, id, account_id, provider, conversation_id) where state = 'queued';
create index generation_waiting_by_account on generation (account_id, queued_at, id, provider, conversation_id) where state = 'queued';
