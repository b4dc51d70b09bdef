package io.rapport.gate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.Locator2;
import org.xml.sax.helpers.DefaultHandler;

/** Reads XML without document type, entities of its own or anything from elsewhere. */
final class XmlReader {

    /** Models nest a dozen levels; anyone who nests thousands means harm. */
    private static final int DEEPEST = 100;

    private static final String DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

    private XmlReader() {}

    /** The file is no XML that is read here. */
    static class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        private final int line;

        Unreadable(String message, int line) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    /** The file names an encoding that is not known here, which is the message. */
    static final class OtherEncoding extends Unreadable {

        private static final long serialVersionUID = 1L;

        private OtherEncoding(String name) {
            super(name, 1);
        }
    }

    /**
     * A file that was read.
     *
     * @param encoding as it says itself, or shows by its first bytes
     */
    record XmlFile(XmlElement root, String encoding) {}

    /**
     * Reads a file.
     *
     * @param bytes its content
     * @return the root element
     * @throws Unreadable if it is not well-formed, has a document type, or nests too deep; the message says which
     */
    static XmlElement read(byte[] bytes) throws Unreadable {
        return readFile(bytes).root();
    }

    /**
     * Reads a file.
     *
     * @param bytes its content
     * @return the root element, and what the file was read in
     * @throws Unreadable as of {@link #read}; {@link OtherEncoding} if it is in one that is not known here
     */
    static XmlFile readFile(byte[] bytes) throws Unreadable {
        try {
            // that of the JDK, without a search through the class path for another
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(DOCTYPE, true);
            Tree tree = new Tree();
            factory.newSAXParser().parse(new InputSource(new ByteArrayInputStream(bytes)), tree);
            return new XmlFile(tree.root, tree.encoding);
        } catch (SAXParseException e) {
            throw new Unreadable(e.getMessage(), e.getLineNumber());
        } catch (UnsupportedEncodingException e) {
            throw new OtherEncoding(e.getMessage());
        } catch (SAXException | IOException e) {
            throw new Unreadable(e.getMessage(), 0);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the XML parser cannot be set up", e);
        }
    }

    private static final class Tree extends DefaultHandler {

        private XmlElement root;
        private XmlElement current;
        private Locator locator;
        private String encoding;
        private int depth;

        @Override
        public void setDocumentLocator(Locator locator) {
            this.locator = locator;
        }

        @Override
        public void startElement(String uri, String local, String qualified, Attributes attributes)
                throws SAXException {
            if (++depth > DEEPEST) {
                throw new SAXParseException("elements nest deeper than " + DEEPEST + " levels", locator);
            }
            current = new XmlElement(
                    current, new XmlElement.Name(uri, local), locator.getLineNumber(), locator.getColumnNumber());
            if (root == null) {
                root = current;
                encoding = ((Locator2) locator).getEncoding();
            }
            for (int i = 0; i < attributes.getLength(); i++) {
                current.put(
                        new XmlElement.Name(attributes.getURI(i), attributes.getLocalName(i)), attributes.getValue(i));
            }
        }

        @Override
        public void endElement(String uri, String local, String qualified) {
            depth--;
            current = current.parent();
        }

        @Override
        public void characters(char[] characters, int start, int length) {
            if (current != null) {
                current.append(characters, start, length);
            }
        }

        @Override
        public InputSource resolveEntity(String publicId, String systemId) {
            return new InputSource(new ByteArrayInputStream(new byte[0]));
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
