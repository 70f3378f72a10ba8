-- When what answers behind a domain is to be read again.
ALTER TABLE domain ADD COLUMN survey_due_at timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00';
CREATE INDEX domain_by_survey ON domain (survey_due_at); -- the next to be surveyed
