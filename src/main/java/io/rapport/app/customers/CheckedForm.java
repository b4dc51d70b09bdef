package io.rapport.app.customers;

import io.rapport.language.VisibleText;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;

/** A form whose fields are checked one by one. It comes back with what was typed, and names all fields that are wrong. */
final class CheckedForm {

    private final Map<String, String> fields = new HashMap<>();
    private final Map<String, String> odd;
    private final Set<String> faults;

    private CheckedForm(List<String> names, Map<String, String> fields, Map<String, String> odd) {
        fields.forEach((name, value) -> this.fields.put(name, VisibleText.strip(VisibleText.clean(value))));
        this.odd = odd;
        this.faults = new TreeSet<>(inOrder(names));
        this.faults.addAll(odd.keySet());
    }

    /** @return the form before anybody types, with what stands in it */
    static CheckedForm unsent(Map<String, String> fields) {
        return new CheckedForm(List.of(), fields, Map.of());
    }

    /**
     * @param names the fields that the form asks for, in the order of the page
     * @param sent all that was sent
     * @param label of a field, as the form has it
     * @param locale of the reader
     * @return the form as it was sent, with what {@link UnaskedFields} finds among its faults
     */
    static CheckedForm sent(
            List<String> names, MultiValueMap<String, String> sent, UnaryOperator<String> label, Locale locale) {
        return new CheckedForm(
                names, sent.toSingleValueMap(), UnaskedFields.of(sent, Set.copyOf(names), label, locale));
    }

    /**
     * @param names of fields, in the order of a page
     * @return that order; what is none of them stands last
     */
    static Comparator<String> inOrder(List<String> names) {
        return Comparator.<String>comparingInt(name -> names.contains(name) ? names.indexOf(name) : names.size())
                .thenComparing(Comparator.naturalOrder());
    }

    /** @return what a field has in it, without what cannot be seen at its ends; empty if nothing can be seen */
    String text(String name) {
        return fields.getOrDefault(name, "");
    }

    /** @return the day in a field; null, and the field is wrong, if it is none of those from the first to the last */
    LocalDate day(String name, LocalDate first, LocalDate last) {
        try {
            LocalDate day = LocalDate.parse(text(name));
            if (!day.isBefore(first) && !day.isAfter(last)) {
                return day;
            }
        } catch (DateTimeException unfit) {
            // named like a day that does not fit
        }
        faults.add(name);
        return null;
    }

    /** Names a field as wrong unless it fits. */
    void check(String name, boolean fits) {
        if (!fits) {
            faults.add(name);
        }
    }

    /** @return whether no field is wrong */
    boolean isFit() {
        return faults.isEmpty();
    }

    /**
     * @param page that shows the form
     * @return the page with the form in it, answered by 422 if a field is wrong
     */
    ModelAndView on(ModelAndView page) {
        page.setStatus(isFit() ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_ENTITY);
        return page.addObject("f", fields).addObject("faults", faults).addObject("odd", odd);
    }
}
