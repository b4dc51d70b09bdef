package io.rapport.publicpages;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.customer.Customer;
import io.rapport.privacy.PersonalDataExport;
import io.rapport.template.Brand;
import io.rapport.template.MessageCatalogue;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** The file with all that is held of a customer, for the customer: made when it is asked for, and kept nowhere. */
@Component
final class ExportDownload {

    private static final Set<String> FORMATS = Set.of("html", "json");

    private final PersonalDataExport export;
    private final MessageCatalogue catalogue;
    private final AuditLog audit;

    ExportDownload(PersonalDataExport export, MessageCatalogue catalogue, AuditLog audit) {
        this.export = export;
        this.catalogue = catalogue;
        this.audit = audit;
    }

    /** @return whether there is such a format: {@code html} or {@code json} */
    static boolean isFormat(String format) {
        return FORMATS.contains(format);
    }

    /**
     * Writes the file as a download, and notes that it was handed out.
     *
     * @param customer who takes it
     * @param format one that {@link #isFormat} knows
     * @param response where to
     */
    void write(Customer customer, String format, HttpServletResponse response) {
        audit.record(new AuditRecord(Actor.CUSTOMER, AuditAction.EXPORT, "data-export", customer.id(), "link"));
        Locale language = customer.locale();
        JsonNode data = export.of(customer.id(), language);
        Brand brand = catalogue.brand();
        Object company = brand.text().get(brand.nearest(language)).get("company");
        String file = format.equals("json")
                ? data.toPrettyString()
                : export.html(data, String.valueOf(company), language, customer.timeZone());
        response.setContentType(format.equals("json") ? "application/json" : "text/html");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"personal-data." + format + "\"");
        try {
            response.getOutputStream().write(file.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the download broke off", e);
        }
    }
}
