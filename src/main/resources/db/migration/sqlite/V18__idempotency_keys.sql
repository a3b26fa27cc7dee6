-- With which key something was sent that became a message: each counts once for an account, whoever looks at the same moment.
-- Those from before stand here as they are; those since are hashes of the key, the chat and the text.
create table idempotency_key (
  account_id text not null references account (id) on delete cascade,
  sent_key text not null,
  conversation_id text not null,
  message integer not null,
  primary key (account_id, sent_key),
  foreign key (conversation_id, message) references message (conversation_id, number) on delete cascade
) strict, without rowid;

create index idempotency_key_by_message on idempotency_key (conversation_id, message);

insert into idempotency_key (account_id, sent_key, conversation_id, message)
select c.account_id, m.sent_key, m.conversation_id, m.number
from message m join conversation c on c.id = m.conversation_id
where m.sent_key is not null
order by case when c.deleted_at is null then 0 else 1 end, m.created_at desc, m.number desc
on conflict do nothing;

drop index message_by_key;
