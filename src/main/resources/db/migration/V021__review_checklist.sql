-- What a reviewer ticked of the plan's checklist, as a JSON list of its items; nothing is NULL.
ALTER TABLE review ADD COLUMN checked text;
ALTER TABLE review ADD CONSTRAINT review_checked_is_a_list CHECK (checked ~ '^\[.+\]$');
