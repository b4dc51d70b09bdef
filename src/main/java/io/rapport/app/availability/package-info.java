/** What is answered while the database is away. */
package io.rapport.app.availability;
