package dev.hibi.report;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A page as a parser of XML reads it. */
record ParsedPage(String html, Document document) {

  static ParsedPage of(Report report) {
    String html = report.html();
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
      return new ParsedPage(html, document);
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The texts of what an XPath finds, each without needless blanks. */
  List<String> texts(String path) {
    try {
      NodeList nodes =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(path, document, XPathConstants.NODESET);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < nodes.getLength(); i++) {
        texts.add(nodes.item(i).getTextContent().strip());
      }
      return texts;
    } catch (XPathExpressionException e) {
      throw new AssertionError(e);
    }
  }

  /** The sentences of a section. */
  List<String> says(String section) {
    return texts("//section[@id='" + section + "']//ul[@class='says']/li");
  }

  /** The rows of a section's tables, cells divided by a bar. */
  List<String> rows(String section) {
    List<String> rows = new ArrayList<>();
    int count = texts("//section[@id='" + section + "']//tbody/tr").size();
    for (int i = 1; i <= count; i++) {
      rows.add(
          String.join(" | ", texts("(//section[@id='" + section + "']//tbody/tr)[" + i + "]/*")));
    }
    return rows;
  }
}
