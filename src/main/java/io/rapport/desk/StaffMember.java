package io.rapport.desk;

/**
 * A member of staff as the engine's identity service knows them.
 *
 * @param id the login
 * @param firstName first name, may be null
 * @param email where notices reach them, may be null
 */
public record StaffMember(String id, String firstName, String email) {}
