-- Why a data request was refused: the customer has a right to know (GDPR art. 12.4), and so does the authority.
alter table rapport.data_request
    add column refusal text
        check (refusal in ('unfounded', 'excessive', 'others-rights', 'required-by-law', 'already-right')),
    add column refusal_text text;
comment on column rapport.data_request.refusal is 'the ground, as the mail to the customer words it';
comment on column rapport.data_request.refusal_text is 'what staff wrote to the customer about it; goes with an erasure';
