package io.rapport.desk;

import java.lang.reflect.Field;

/** The engine's commands and entities do not show all that they carry: this reads it. */
public final class CommandFields {

    private CommandFields() {}

    /**
     * Reads a field.
     *
     * @param object a command as the engine runs it, or an entity in it
     * @param name the field's name, of its class or one above
     * @return the field's value
     * @throws IllegalStateException if there is no such field, as after a change of the engine: what cannot be checked is
     *     not run
     */
    public static Object of(Object object, String name) {
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
