package io.rapport.desk.internal;

import io.rapport.desk.internal.form.ShortIdentifier;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.camunda.bpm.engine.impl.variable.serializer.DefaultVariableSerializers;
import org.camunda.bpm.engine.impl.variable.serializer.TypedValueSerializer;
import org.camunda.bpm.engine.impl.variable.serializer.ValueFields;
import org.camunda.bpm.engine.impl.variable.serializer.VariableSerializerFactory;
import org.camunda.bpm.engine.variable.impl.value.UntypedValueImpl;
import org.camunda.bpm.engine.variable.type.ValueType;
import org.camunda.bpm.engine.variable.value.SerializableValue;
import org.camunda.bpm.engine.variable.value.TypedValue;

/**
 * Keeps text out of the engine's variables, no matter who sets them and by whatever way: only numbers, booleans, dates and
 * tokens get in, and lists and maps of them (a decision's result). Everything passes here, because a variable's value
 * reaches its row through a serializer alone. Queries are not concerned: they may ask for what can never be there.
 */
final class GuardedSerializers extends DefaultVariableSerializers {

    private static final long serialVersionUID = 1L;

    GuardedSerializers(DefaultVariableSerializers serializers) {
        super(serializers);
    }

    @Override
    public TypedValueSerializer<?> findSerializerForValue(TypedValue value, VariableSerializerFactory fallback) {
        return new Guarded<>(super.findSerializerForValue(value, fallback));
    }

    private static void check(String variable, TypedValue value) {
        if (!ShortIdentifier.isToken(variable)) {
            throw new BadUserRequestException("A variable's name must be a short token: at most "
                    + ShortIdentifier.MAX_LENGTH + " letters, digits and _ . : / + -");
        }
        if (value instanceof SerializableValue document && !document.isDeserialized() || isDocument(value.getType())) {
            throw refusal(variable, "documents, files and serialized objects");
        }
        if (!isSmall(value.getValue())) {
            throw refusal(variable, "text");
        }
    }

    private static boolean isDocument(ValueType type) {
        if (type == null) {
            return false;
        }
        return switch (type.getName()) {
            case "bytes", "file", "json", "xml" -> true;
            default -> false;
        };
    }

    private static boolean isSmall(Object value) {
        if (value instanceof CharSequence text) {
            return ShortIdentifier.isToken(text.toString());
        }
        if (value instanceof Map<?, ?> map) {
            return isSmall(map.keySet()) && isSmall(map.values());
        }
        if (value instanceof Collection<?> list) {
            return list.stream().allMatch(GuardedSerializers::isSmall);
        }
        return value == null || value instanceof Number || value instanceof Boolean || value instanceof Date;
    }

    private static BadUserRequestException refusal(String variable, String what) {
        return new BadUserRequestException("The engine holds no " + what + ": variable '" + variable
                + "' must be a number, a truth value, a date or a token (at most " + ShortIdentifier.MAX_LENGTH
                + " letters, digits and _ . : / + -). Write text into a field of the task's form.");
    }

    /** A serializer that checks what it is to write into a variable. */
    private record Guarded<T extends TypedValue>(TypedValueSerializer<T> serializer)
            implements TypedValueSerializer<T> {

        @Override
        public void writeValue(T value, ValueFields fields) {
            if (fields instanceof VariableInstanceEntity variable) {
                check(fields.getName(), value);
                GuardedEntities.write(variable, value);
            }
            serializer.writeValue(value, fields);
        }

        @Override
        public String getName() {
            return serializer.getName();
        }

        @Override
        public ValueType getType() {
            return serializer.getType();
        }

        @Override
        public T readValue(ValueFields fields, boolean deserialize, boolean asTransient) {
            return serializer.readValue(fields, deserialize, asTransient);
        }

        @Override
        public boolean canHandle(TypedValue value) {
            return serializer.canHandle(value);
        }

        @Override
        public T convertToTypedValue(UntypedValueImpl untyped) {
            return serializer.convertToTypedValue(untyped);
        }

        @Override
        public String getSerializationDataformat() {
            return serializer.getSerializationDataformat();
        }

        @Override
        public boolean isMutableValue(T value) {
            return serializer.isMutableValue(value);
        }
    }
}
