package io.rapport.imports;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.customer.ImportedCustomer;
import io.rapport.inbox.AttributeType;
import io.rapport.inbox.ExternalId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Customers: a row each. */
final class CustomerItemReader implements ItemReader<ImportedCustomer> {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ATTRIBUTE = 500;
    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final Pattern SYSTEM = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}+");

    private final HeaderRow head;
    private final Mapping mapping;
    private final Map<String, AttributeType> types;
    private final Instant now;

    /** @param types of attributes that are declared; what the mapping states counts before */
    CustomerItemReader(HeaderRow head, Mapping mapping, Map<String, AttributeType> types, Instant now) {
        this.head = head;
        this.mapping = mapping;
        this.types = types;
        this.now = now;
        for (String field : head.attributes()) {
            if (!ATTRIBUTE_NAME.matcher(attribute(field)).matches()) {
                throw new FileRefused("The attribute " + attribute(field)
                        + " must be named by a letter and up to 63 letters, digits, dots, underscores and hyphens.");
            }
        }
        for (String field : head.identities()) {
            if (!SYSTEM.matcher(system(field)).matches()) {
                throw new FileRefused("The system " + system(field)
                        + " must be named by a small letter and up to 31 small letters, digits and hyphens, as in"
                        + " rapport.identity.systems.");
            }
        }
    }

    @Override
    public Optional<ImportItem<ImportedCustomer>> next(CsvRow row) {
        Cells cells = new Cells(head, mapping, now, row);
        String id = cells.id("id", Cells.CUSTOMER_ID);
        String first = cells.text("firstName", LONGEST_NAME);
        String last = cells.text("lastName", LONGEST_NAME);
        if (first == null && last == null) {
            String name = cells.text("name", 2 * LONGEST_NAME);
            int space = name == null || HAN.matcher(name).matches() ? -1 : name.lastIndexOf(' ');
            first = space < 0 ? name : name.substring(0, space).strip();
            last = space < 0 ? null : name.substring(space + 1);
        }
        String email = cells.email();
        ImportedCustomer customer = new ImportedCustomer(
                row.n(),
                id,
                first,
                last,
                email,
                cells.phone(),
                cells.birthday(),
                cells.locale(),
                cells.timeZone(),
                attributes(cells),
                identities(cells),
                cells.past("registeredAt"),
                cells.past("confirmedAt"),
                cells.past("updatedAt"));
        return Optional.of(ImportItem.of(row, id, cells.isRight() ? customer : null, cells, id, email));
    }

    private static String attribute(String field) {
        return field.substring(ImportKind.ATTRIBUTE.length());
    }

    private static String system(String field) {
        return field.substring(ImportKind.IDENTITY.length());
    }

    private List<ExternalId> identities(Cells cells) {
        List<ExternalId> identities = new ArrayList<>();
        for (String field : head.identities()) {
            String system = system(field);
            String id =
                    switch (system) {
                        case ExternalId.EMAIL -> cells.email(field);
                        case ExternalId.PHONE -> cells.phone(field);
                        default -> cells.externalId(field);
                    };
            if (id != null) {
                identities.add(new ExternalId(system, id));
            }
        }
        return identities;
    }

    private ObjectNode attributes(Cells cells) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        for (String field : head.attributes()) {
            String name = attribute(field);
            String text = cells.text(field, LONGEST_ATTRIBUTE);
            if (text != null) {
                put(attributes, cells, field, name, text);
            }
        }
        return attributes;
    }

    private void put(ObjectNode attributes, Cells cells, String field, String name, String text) {
        switch (mapping.types().getOrDefault(name, types.getOrDefault(name, AttributeType.TEXT))) {
            case TEXT -> attributes.put(name, text);
            case NUMBER -> {
                Optional<BigDecimal> number = Amounts.parse(text, mapping.decimal());
                number.ifPresentOrElse(
                        found -> attributes.put(name, found),
                        () -> cells.fault(field, "Write a number: the attribute is declared as one."));
            }
            case YES_NO -> {
                Boolean meant = cells.yesOrNo(field);
                if (meant != null) {
                    attributes.put(name, meant);
                }
            }
            case DATE -> Optional.ofNullable(cells.day(field)).ifPresent(day -> attributes.put(name, day.toString()));
        }
    }
}
