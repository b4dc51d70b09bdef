package io.rapport.publicpages;

import io.rapport.feedback.AnswerEffects;
import io.rapport.feedback.AnswerEffects.AnswerEffect;
import io.rapport.link.Links.Link;
import io.rapport.template.Brand;
import io.rapport.template.MessageCatalogue;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** What the page says on which a customer answers our offer to a complaint: what the answer changes, and what became of it. */
@Component
final class OfferTexts {

    private final AnswerEffects answers;
    private final MessageCatalogue catalogue;
    private final LinkViews views;

    OfferTexts(AnswerEffects answers, MessageCatalogue catalogue, LinkViews views) {
        this.answers = answers;
        this.catalogue = catalogue;
        this.views = views;
    }

    /** @return what an answer by this link would change now */
    AnswerEffect effect(Link link) {
        return answers.of(link.about(), LinkAnswers.offer(link));
    }

    /** @return the page that says what the customer can do where no answer changes anything any more; empty where one does */
    Optional<ModelAndView> tooLate(AnswerEffect effect, PageTexts texts) {
        return switch (effect) {
            case NONE, FINAL -> Optional.of(ended(effect, texts));
            default -> Optional.empty();
        };
    }

    /**
     * @param page on which the customer answers
     * @return the page, which says what an answer changes
     */
    ModelAndView asked(ModelAndView page, AnswerEffect effect, PageTexts texts) {
        return switch (effect) {
            case READ -> page.addObject("lead", texts.get("complaint-answer.read.lead"));
            case REOPENS -> page.addObject("lead", texts.get("complaint-answer.closed.lead"));
            case DECIDES_LAST -> page.addObject("lead", texts.get("complaint-answer.last.lead"));
            case STAYS_CLOSED -> page.addObject("lead", texts.get("complaint-answer.closed-last.lead"));
            default -> page;
        };
    }

    /**
     * @param page that thanks for the answer
     * @param accepted as the form has it
     * @return the page, which says what follows from the answer
     */
    ModelAndView answered(ModelAndView page, AnswerEffect effect, String accepted, PageTexts texts) {
        return page.addObject("lead", texts.get("complaint-answer.done." + became(effect, accepted)));
    }

    private static String became(AnswerEffect effect, String accepted) {
        boolean heardTwice = effect == AnswerEffect.DECIDES_LAST || effect == AnswerEffect.STAYS_CLOSED;
        if (effect == AnswerEffect.READ) {
            return "read";
        }
        return heardTwice && accepted.equals("false") ? "last" : accepted;
    }

    private ModelAndView ended(AnswerEffect effect, PageTexts texts) {
        Brand brand = catalogue.brand();
        Map<String, Object> words = brand.text().get(brand.nearest(texts.locale()));
        Map<?, ?> support = (Map<?, ?>) words.get("support");
        Map<?, ?> remedy = (Map<?, ?>) words.get("remedy");
        return effect == AnswerEffect.NONE
                ? views.page(texts.locale(), "ended")
                        .addObject("title", texts.get("complaint-answer.replaced.title"))
                        .addObject("lead", texts.get("complaint-answer.replaced.lead"))
                : views.page(texts.locale(), "ended")
                        .addObject("title", texts.get("complaint-answer.final.title"))
                        .addObject(
                                "lead",
                                texts.get(
                                        "complaint-answer.final.lead",
                                        support.get("address"),
                                        remedy.get("name"),
                                        remedy.get("url")));
    }
}
