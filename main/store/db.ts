/** An open engagement database. */
import type Database from 'better-sqlite3';

export type Db = Database.Database;
