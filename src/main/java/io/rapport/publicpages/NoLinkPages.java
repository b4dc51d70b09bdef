package io.rapport.publicpages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.ModelAndView;

/** Addresses that begin as a link of ours and are none, cut off or copied badly: they get the page of a dead link. */
@Controller
final class NoLinkPages {

    private final LinkPages pages;

    NoLinkPages(LinkPages pages) {
        this.pages = pages;
    }

    @RequestMapping(
            path = {"/p", "/p/", "/p/{token}/**", "/P", "/P/**"},
            method = {RequestMethod.GET, RequestMethod.POST})
    ModelAndView none(HttpServletRequest request, Locale browser, HttpServletResponse response) {
        return pages.none(request, browser, response);
    }
}
