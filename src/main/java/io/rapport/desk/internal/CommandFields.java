package io.rapport.desk.internal;

import java.lang.reflect.Field;

/** The engine's commands and entities do not show all that they carry: this reads it. */
final class CommandFields {

    private CommandFields() {}

    /**
     * Reads a field of an object, declared by its class or one above.
     *
     * @throws IllegalStateException if there is no such field: what cannot be checked is not run
     */
    static Object of(Object object, String name) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(object);
            } catch (NoSuchFieldException above) {
                continue;
            } catch (IllegalAccessException closed) {
                throw new IllegalStateException(closed);
            }
        }
        throw new IllegalStateException(
                object.getClass().getSimpleName() + "." + name + " cannot be checked, so it is not run");
    }
}
