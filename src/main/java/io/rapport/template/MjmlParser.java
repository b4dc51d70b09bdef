package io.rapport.template;

import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads MJML as XML, so that a slip is reported with its line before mjml4j makes something of it. Not for several threads. */
final class MjmlParser {

    /** Every element of MJML that mjml4j turns into HTML; others it would pass on unseen. */
    private static final Set<String> ELEMENTS = Set.of(
            "mjml",
            "mj-head",
            "mj-attributes",
            "mj-all",
            "mj-class",
            "mj-breakpoint",
            "mj-font",
            "mj-html-attributes",
            "mj-selector",
            "mj-html-attribute",
            "mj-preview",
            "mj-style",
            "mj-title",
            "mj-body",
            "mj-accordion",
            "mj-accordion-element",
            "mj-accordion-text",
            "mj-accordion-title",
            "mj-button",
            "mj-carousel",
            "mj-carousel-image",
            "mj-column",
            "mj-divider",
            "mj-group",
            "mj-hero",
            "mj-image",
            "mj-navbar",
            "mj-navbar-link",
            "mj-raw",
            "mj-section",
            "mj-social",
            "mj-social-element",
            "mj-spacer",
            "mj-table",
            "mj-text",
            "mj-wrapper");

    private final MessageSources sources;
    private final DocumentBuilder xml = xmlParser();

    MjmlParser(MessageSources sources) {
        this.sources = sources;
    }

    /**
     * @param file where the text comes from; its lines are the file's
     * @throws Broken when it is not well-formed; documents that declare types or entities are refused
     */
    Document parse(String file, String text) throws InvalidMessageFile {
        try {
            return xml.parse(new InputSource(new StringReader(text)));
        } catch (SAXParseException e) {
            throw new InvalidMessageFile(
                    FilePosition.of(file, e.getLineNumber()),
                    "column " + e.getColumnNumber() + ": " + e.getMessage(),
                    "close each element, quote each attribute, and write & as &amp;, < as &lt; and a space that"
                            + " must not break as &#160;");
        } catch (SAXException | IOException e) {
            throw new InvalidMessageFile(
                    FilePosition.of(file), "it is no MJML: " + e.getMessage(), "begin the file with <mjml>");
        }
    }

    /** @throws Broken when there is an element that MJML does not know: mjml4j would pass it on unseen */
    void checkElements(String file, Locale locale, Document document) throws InvalidMessageFile {
        if (!"mjml".equals(document.getDocumentElement().getTagName())) {
            throw new InvalidMessageFile(
                    FilePosition.of(file, 1), "the outermost element is not mjml", "begin the file with <mjml>");
        }
        NodeList all = document.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            String name = ((Element) all.item(i)).getTagName();
            if (name.startsWith("mj") && !ELEMENTS.contains(name)) {
                throw new InvalidMessageFile(
                        FilePosition.find(sources, file, locale, "<" + name),
                        "MJML has no element " + name,
                        "fix its name");
            }
        }
    }

    /** @return the text of the one element of this name */
    static String theOne(String file, Document document, String element, String meaning) throws InvalidMessageFile {
        NodeList found = document.getElementsByTagName(element);
        if (found.getLength() != 1 || found.item(0).getTextContent().isBlank()) {
            throw new InvalidMessageFile(
                    FilePosition.of(file),
                    found.getLength() > 1 ? "there is more than one " + element : element + " is missing or empty",
                    "give the file one " + element + " in mj-head with " + meaning);
        }
        return found.item(0).getTextContent().strip().replaceAll("\\s+", " ");
    }

    /** One for all files: finding a parser costs more than parsing a file. */
    private static DocumentBuilder xmlParser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new ThrowAll());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java has no safe XML parser", e);
        }
    }

    /** Keeps the XML parser from printing to the console. */
    private static final class ThrowAll implements ErrorHandler {
        @Override
        public void warning(SAXParseException exception) {}

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }
}
