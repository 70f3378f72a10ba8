-- Run once by psql as the superuser, on an empty server: the database, and the two roles of which only one may migrate it.
\getenv owner_password OWNER_PASSWORD
\getenv service_password SERVICE_PASSWORD

CREATE ROLE sixgate_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE sixgate_service LOGIN PASSWORD :'service_password';
CREATE DATABASE sixgate OWNER sixgate_owner;
REVOKE ALL ON DATABASE sixgate FROM PUBLIC;
GRANT CONNECT ON DATABASE sixgate TO sixgate_service;
