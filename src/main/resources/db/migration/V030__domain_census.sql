-- How many domains of each type there were, by target and day (UTC): as the last reading of that day found them. A day on which a
-- target could not be read has no row.
CREATE TABLE domain_census (
    target    text    NOT NULL,
    day       date    NOT NULL,
    account   text    NOT NULL,
    ipv4      integer NOT NULL,
    dualstack integer NOT NULL,
    CONSTRAINT domain_census_pk PRIMARY KEY (target, day), -- also finds a target's last day
    CONSTRAINT domain_census_counts CHECK (ipv4 >= 0 AND dualstack >= 0)
);
GRANT SELECT, INSERT, UPDATE ON domain_census TO ${runtime_role};
