/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.net.IDN;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute http or https URL, parsed leniently as file servers write them: the host may contain
 * underscores; path and query may contain blanks and non-ASCII characters, which are
 * percent-encoded as UTF-8; parts that are encoded already stay unchanged. The query often contains
 * a credential, so only {@link #text} returns it.
 *
 * @param secure whether the scheme is https
 * @param host in ASCII; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param target path and query as they are sent
 */
public record WebAddress(boolean secure, String host, int port, String target) {

  private static final Pattern WHOLE = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:[A-Za-z0-9._~%!$&'()*+,;=:-]*@)?(\\[[0-9A-Fa-f:.]+]|[^:@\\[\\]/]+)(?::([0-9]{0,5}))?");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.-]{1,255}");
  private static final String FORBIDDEN = "\"<>\\^`{|}";
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final int MAX_PORT = 65_535;

  /**
   * Parses an absolute URL.
   *
   * @throws MalformedURLException if the text is not an absolute http or https URL; the message
   *     does not contain the URL
   */
  public static WebAddress parse(String text) throws MalformedURLException {
    Matcher whole = WHOLE.matcher(text.strip());
    if (!whole.matches()) {
      throw new MalformedURLException("the address names no host");
    }
    String scheme = whole.group(1).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new MalformedURLException("the address is " + scheme + ", not https");
    }
    String rest = whole.group(2);
    int end = 0;
    while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    boolean secure = scheme.equals("https");
    Matcher authority = AUTHORITY.matcher(rest.substring(0, end));
    if (!authority.matches()) {
      throw new MalformedURLException("the address names no host");
    }
    return new WebAddress(
        secure,
        host(authority.group(1)),
        port(authority.group(2), secure ? HTTPS : HTTP),
        target(rest.substring(end)));
  }

  /**
   * Resolves the target of a redirect.
   *
   * @param location absolute or relative
   * @throws MalformedURLException if the location is invalid; the message does not contain it
   */
  public WebAddress resolve(String location) throws MalformedURLException {
    String text = location.strip();
    if (text.startsWith("//")) {
      return parse((secure ? "https:" : "http:") + text);
    }
    if (text.isEmpty() || text.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      return parse(text);
    }
    try {
      URI resolved = new URI("http://host" + target).resolve(new URI(encoded(text)));
      String query = resolved.getRawQuery();
      return new WebAddress(
          secure, host, port, resolved.getRawPath() + (query == null ? "" : "?" + query));
    } catch (URISyntaxException e) {
      throw new MalformedURLException("the address cannot be read");
    }
  }

  /**
   * Returns host and port for the Host header of a request; without the port if it is the default
   * one.
   */
  public String authority() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == (secure ? HTTPS : HTTP) ? shown : shown + ":" + port;
  }

  /** Returns the last segment of the path, decoded; empty if there is none. */
  public String fileName() {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    String last = path.substring(path.lastIndexOf('/') + 1);
    byte[] bytes = new byte[last.length()];
    int count = 0;
    for (int i = 0; i < last.length(); i++) {
      boolean escape = isEscape(last, i);
      bytes[count++] = (byte) (escape ? Integer.parseInt(last, i + 1, i + 3, 16) : last.charAt(i));
      i += escape ? 2 : 0;
    }
    return new String(bytes, 0, count, StandardCharsets.UTF_8);
  }

  /**
   * Returns the complete URL with its query, which may contain a credential: for storing, not for
   * display.
   */
  public String text() {
    return this + target;
  }

  /** Returns scheme, host and port only. */
  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + authority();
  }

  private static String host(String text) throws MalformedURLException {
    if (text.startsWith("[")) {
      return text.substring(1, text.length() - 1);
    }
    try {
      String ascii = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
      if (HOST.matcher(ascii).matches()) {
        return ascii;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedURLException("the host of the address cannot be read");
    }
    throw new MalformedURLException("the host of the address cannot be read");
  }

  private static int port(String text, int otherwise) throws MalformedURLException {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    int port = Integer.parseInt(text);
    if (port < 1 || port > MAX_PORT) {
      throw new MalformedURLException("the port of the address cannot be read");
    }
    return port;
  }

  private static String target(String text) throws MalformedURLException {
    int fragment = text.indexOf('#');
    String encoded = encoded(fragment < 0 ? text : text.substring(0, fragment));
    return encoded.startsWith("/") ? encoded : "/" + encoded;
  }

  /** Percent-encodes all characters that a request line may not contain. */
  private static String encoded(String text) throws MalformedURLException {
    StringBuilder sent = new StringBuilder(text.length());
    boolean query = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (FORBIDDEN.indexOf(c) >= 0 || Character.isISOControl(c)) {
        throw new MalformedURLException("the address cannot be read");
      }
      query |= c == '?';
      boolean escaped = c == '%' && !isEscape(text, i) || !query && (c == '[' || c == ']');
      if (c > ' ' && c < 0x7f && !escaped) {
        sent.append((char) c);
      } else {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          sent.append(String.format("%%%02X", b));
        }
      }
    }
    return sent.toString();
  }

  private static boolean isEscape(String text, int at) {
    return text.charAt(at) == '%'
        && at + 2 < text.length()
        && Character.digit(text.charAt(at + 1), 16) >= 0
        && Character.digit(text.charAt(at + 2), 16) >= 0;
  }
}
