package io.rapport.journey.internal;

import io.rapport.desk.CardSection;
import io.rapport.outbox.StaffContacts;
import io.rapport.outbox.StaffContacts.ContactText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What staff are to tell the customer, above all else on the card. It is written when it is read and kept nowhere. */
@Component
@Order(0)
final class ContactCardSection implements CardSection {

    private final StaffContacts contacts;

    ContactCardSection(StaffContacts contacts) {
        this.contacts = contacts;
    }

    @Override
    public Optional<Section> contribute(CardRequest request) {
        return StaffContacts.id(request.contactId())
                .flatMap(id -> contacts.words(id, request.customerId()))
                .map(words -> section(words, request.locale()));
    }

    private static Section section(ContactText words, Locale viewer) {
        boolean chinese = viewer.getLanguage().equals("zh");
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(chinese ? "主题" : "About", words.subject()));
        lines.add(new Line(
                chinese ? "语言" : "In", Locale.forLanguageTag(words.language()).getDisplayName(viewer)));
        words.paragraphs().forEach(paragraph -> lines.add(new Line("", paragraph)));
        String title = words.call() ? (chinese ? "通话内容" : "What to say") : chinese ? "信件内容" : "What to write";
        return new Section(title, lines);
    }
}
