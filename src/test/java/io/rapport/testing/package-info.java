/** What tests stand on: one PostgreSQL a test run, one application shared by the test classes. */
package io.rapport.testing;
