package io.rapport.app;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.regex.Pattern;

/**
 * Moments, days and durations in JSON are texts. Jackson would take a number for seconds since 1970, or for days, in quotes as
 * well: who sends milliseconds would have a coupon end in the year 58000.
 */
final class WrittenTimes extends DelegatingDeserializer {

    private static final long serialVersionUID = 1;

    private static final Pattern NUMBER = Pattern.compile("\\s*[-+]?[0-9.]*\\s*");

    private WrittenTimes(JsonDeserializer<?> reader) {
        super(reader);
    }

    /** @return has whatever reads a type of {@code java.time} take texts alone */
    static Module module() {
        return new SimpleModule("written-times").setDeserializerModifier(new BeanDeserializerModifier() {

            private static final long serialVersionUID = 1;

            @Override
            public JsonDeserializer<?> modifyDeserializer(
                    DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> reader) {
                Class<?> type = bean.getBeanClass();
                boolean time =
                        TemporalAccessor.class.isAssignableFrom(type) || TemporalAmount.class.isAssignableFrom(type);
                return time ? new WrittenTimes(reader) : reader;
            }
        });
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
        return new WrittenTimes(reader);
    }

    @Override
    public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (!json.hasToken(JsonToken.VALUE_STRING)
                || NUMBER.matcher(json.getText()).matches()) {
            context.reportWrongTokenException(handledType(), JsonToken.VALUE_STRING, "a time is a text");
        }
        return super.deserialize(json, context);
    }
}
