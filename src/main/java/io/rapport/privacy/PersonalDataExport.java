package io.rapport.privacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Customers;
import io.rapport.customer.ExportedRows;
import io.rapport.database.RetentionProperties;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * All that the register of personal data says is a customer's to take away: as JSON for programs, as HTML to read. It is
 * made when it is asked for and kept nowhere.
 */
@Component
public class PersonalDataExport {

    /** What GDPR art. 15.1 has a company say beside the data. */
    private static final List<String> ABOUT = List.of("origin", "recipients", "rights", "decisions");

    private final PersonalDataRegister register;
    private final PersonalDataStatements statements;
    private final RetentionProperties retention;
    private final Customers customers;
    private final CustomerMerges merges;
    private final List<ExportedRows> others;
    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final BusinessClock clock;

    PersonalDataExport(
            PersonalDataRegister register,
            RetentionProperties retention,
            Customers customers,
            CustomerMerges merges,
            ObjectProvider<ExportedRows> others,
            JdbcClient jdbc,
            ObjectMapper json,
            BusinessClock clock) {
        this.register = register;
        this.statements = new PersonalDataStatements(register);
        this.retention = retention;
        this.customers = customers;
        this.merges = merges;
        this.others = others.orderedStream().toList();
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Reads what is held of a customer, as of one moment. Of who came back under the id of a customer who was erased, that is
     * nothing that was kept of the other one.
     *
     * @param customerId bare id; also one that was merged: all ids of a customer are one customer's
     * @param language of titles and reasons
     * @return where the data come from, who gets them and what the customer may ask for, in words; and by kind: title, why,
     *     how long, and the rows of each table with what its columns are called
     */
    @Transactional(readOnly = true, isolation = org.springframework.transaction.annotation.Isolation.REPEATABLE_READ)
    public JsonNode of(String customerId, Locale language) {
        ExportTexts texts = new ExportTexts(language);
        ObjectNode export = json.createObjectNode();
        export.put("customer", merges.current(customerId));
        export.put("madeAt", clock.instant().toString());
        ObjectNode about = export.putObject("about");
        ABOUT.forEach(text -> about.put(text, texts.get("about." + text)));
        ArrayNode kinds = export.putArray("data");
        String[] ids = merges.idsOf(customerId).toArray(String[]::new);
        boolean erased = customers.find(customerId).filter(Customer::isErased).isPresent();
        Optional<Customer> known = customers.find(customerId).filter(customer -> !customer.isErased());
        for (DataKind kind : register.kinds().values()) {
            Duration period = kind.retention() == null ? null : retention.of(kind.retention());
            ObjectNode part = kinds.addObject();
            part.put("kind", kind.name());
            part.put("title", kind.title().get(texts.language()));
            part.put("why", kind.why().get(texts.language()));
            part.put("howLong", texts.howLong(kind, period));
            ObjectNode tables = part.putObject("tables");
            register.tables().values().stream()
                    .filter(table -> table.kind() == kind)
                    // an order before its lines
                    .sorted(Comparator.comparing(
                            table -> table.whose().stream().noneMatch(path -> path.table() == null)))
                    .forEach(table -> statements.export(table).ifPresent(sql -> {
                        ArrayNode rows = rows(sql, ids, erased);
                        if (!rows.isEmpty()) {
                            tables.set(table.name(), rows);
                        }
                    }));
            known.ifPresent(customer -> others.stream()
                    .filter(source -> source.kind().equals(kind.name()))
                    .forEach(source -> {
                        List<Map<String, Object>> rows = source.rows(customer);
                        if (!rows.isEmpty()) {
                            tables.set(source.table(), json.valueToTree(rows));
                        }
                    }));
        }
        return export;
    }

    private ArrayNode rows(String sql, String[] ids, boolean erased) {
        ArrayNode rows = json.createArrayNode();
        jdbc.sql(sql)
                .param("customers", ids)
                .param("erased", erased)
                .query(String.class)
                .list()
                .forEach(row -> rows.add(read(row)));
        return rows;
    }

    private JsonNode read(String row) {
        try {
            return json.readTree(row);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL has written JSON that cannot be read", e);
        }
    }

    /**
     * Writes an export as a page that can be read without any other file.
     *
     * @param export as {@link #of} made it
     * @param company who holds the data
     * @param language the reader's
     * @param zone the reader's, for times
     * @return HTML
     */
    public String html(JsonNode export, String company, Locale language, ZoneId zone) {
        return new ExportPage(new ExportTexts(language), zone).of(export, company);
    }
}
