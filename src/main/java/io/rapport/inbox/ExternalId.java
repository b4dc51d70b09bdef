package io.rapport.inbox;

/**
 * What a customer is called elsewhere: the id in another system, or an address that stands for one.
 *
 * @param system {@link #EMAIL}, {@link #PHONE}, or a system of {@code rapport.identity.systems}
 * @param value the id in that system, or the address in any spelling
 */
public record ExternalId(String system, String value) {

    /** The system of e-mail addresses. */
    public static final String EMAIL = "email";

    /** The system of telephone numbers in international form. */
    public static final String PHONE = "phone";

    /** @return the system alone: the value may be an address, which belongs into no log */
    @Override
    public String toString() {
        return system;
    }
}
