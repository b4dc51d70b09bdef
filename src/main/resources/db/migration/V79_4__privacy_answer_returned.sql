-- An answer whose mail bounced did not reach the customer: the request is open again, and the register says since when.
alter table rapport.data_request add column answer_returned_at timestamptz;
comment on column rapport.data_request.answer_returned_at is 'when the mail with the answer came back; settled_at is empty from then until staff have brought it';
