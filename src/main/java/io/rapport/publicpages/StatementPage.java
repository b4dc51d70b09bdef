package io.rapport.publicpages;

import io.rapport.customer.Customer;
import io.rapport.loyalty.LoyaltyStatements;
import io.rapport.loyalty.LoyaltyStatements.Line;
import io.rapport.loyalty.LoyaltyStatements.Statement;
import io.rapport.template.Formats;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/**
 * The statement of a customer's points. Anyone who holds the link reads no name, no address and no order, for a mail is
 * easily passed on.
 */
@Component
final class StatementPage {

    private final LoyaltyStatements statements;

    StatementPage(LoyaltyStatements statements) {
        this.statements = statements;
    }

    /** A line as the template shows it. @param given whether points were given, for its colour */
    record StatementLine(String day, String what, String points, boolean given) {}

    /** @return whether the customer ever had points */
    boolean isAny(Customer customer) {
        return statements.of(customer.id()).isPresent();
    }

    ModelAndView show(ModelAndView page, Customer customer, PageTexts texts) {
        Optional<Statement> statement = statements.of(customer.id());
        page.setViewName("links/statement");
        page.addObject("title", texts.get("statement.title")).addObject("t", texts.all("statement."));
        return statement
                .map(known -> known(page, known, texts, texts.region(customer.locale())))
                .orElseGet(() ->
                        page.addObject("lead", texts.get("statement.none")).addObject("lines", List.of()));
    }

    private static ModelAndView known(ModelAndView page, Statement statement, PageTexts texts, Locale locale) {
        NumberFormat numbers = NumberFormat.getIntegerInstance(locale);
        return page.addObject(
                        "lead",
                        statement.points() < 0
                                ? texts.get("statement.below", numbers.format(-(long) statement.points()))
                                : texts.get("statement.balance", numbers.format(statement.points())))
                .addObject(
                        "level",
                        statement.level() == null ? null : texts.get("statement.level", level(statement, texts)))
                .addObject(
                        "expiring",
                        statement.lastDay() == null
                                ? null
                                : texts.get(
                                        "statement.expiring",
                                        numbers.format(statement.expiring()),
                                        Formats.date(statement.lastDay(), locale)))
                .addObject(
                        "lines",
                        statement.lines().stream()
                                .map(line -> line(line, numbers, texts, locale))
                                .toList());
    }

    /** A level that somebody added to the table has no other name than that. */
    private static String level(Statement statement, PageTexts texts) {
        Map<String, String> names = texts.all("statement.level.");
        return names.getOrDefault(statement.level(), statement.level());
    }

    private static StatementLine line(Line line, NumberFormat numbers, PageTexts texts, Locale locale) {
        return new StatementLine(
                Formats.date(line.day(), locale),
                texts.get("statement.what." + line.what()),
                (line.points() > 0 ? "+" : "\u2212") + numbers.format(Math.abs((long) line.points())),
                line.points() > 0);
    }
}
