package io.rapport.journey.internal;

import java.lang.reflect.Field;

/** The engine's commands do not show what they carry. */
final class CommandField {

    private CommandField() {}

    /**
     * Reads a field of a command.
     *
     * @param command as the engine runs it
     * @param name the field's name, of its class or one above
     * @return the field's value
     * @throws IllegalStateException if there is no such field, so that nothing runs unseen after a change of the engine
     */
    static Object of(Object command, String name) {
        for (Class<?> type = command.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(command);
            } catch (NoSuchFieldException above) {
                // it may stand in the class above
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException(
                command.getClass().getSimpleName() + " has no field " + name + " any more, so it is not run");
    }
}
