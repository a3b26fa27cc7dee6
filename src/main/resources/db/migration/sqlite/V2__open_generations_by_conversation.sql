-- Each reader that comes asks which answers of its conversation are open: most often none, whatever the number of ended ones.
create index generation_open_by_conversation on generation (conversation_id) where state <> 'ended';
