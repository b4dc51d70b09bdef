package io.rapport.app.customers;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What somebody of staff does, as the event that it becomes.
 *
 * @param type of the catalogue
 * @param data after the type's schema, which the intake checks
 * @param why for the audit log
 */
record StaffEvent(String type, ObjectNode data, String why) {}
