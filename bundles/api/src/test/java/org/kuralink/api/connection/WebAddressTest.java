/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.MalformedURLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests addresses in the forms that file servers use. */
class WebAddressTest {

  @ParameterizedTest
  @CsvSource({
    "https://a.example/f,https://a.example/f",
    "HTTPS://a.example:443/f,https://a.example/f",
    "http://a.example:80,http://a.example/",
    "https://a.example:/f,https://a.example/f",
    "https://a_b.my_files.example:8443/f,https://a_b.my_files.example:8443/f",
    "https://a.example?q=1#part,https://a.example/?q=1",
    "https://[::1]:8443/f,https://[::1]:8443/f",
    "https://user:word@a.example/f,https://a.example/f",
    "https://例子.example/f,https://xn--fsqu00a.example/f",
    "https://a.example/固件 1.bin,https://a.example/%E5%9B%BA%E4%BB%B6%201.bin",
    "https://a.example/x?n=固 件,https://a.example/x?n=%E5%9B%BA%20%E4%BB%B6",
    "https://a.example/a%20b%2Fc?s=a%2Bb+c%3D,https://a.example/a%20b%2Fc?s=a%2Bb+c%3D",
    "https://a.example/100%/f,https://a.example/100%25/f",
    "https://a.example/f[1].bin?x[]=1,https://a.example/f%5B1%5D.bin?x[]=1",
    "https://a.example/😀,https://a.example/%F0%9F%98%80"
  })
  void parsesLenientAddresses(String text, String sent) throws Exception {
    assertEquals(sent, WebAddress.parse(text).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "f",
        "/f",
        "https:",
        "https://",
        "https:///f",
        "https://:443/f",
        "ftp://a.example/f",
        "file:///etc/passwd",
        "https://a b.example/f",
        "https://a.example:99999/f",
        "https://a.example:0/f",
        "https://a.example:x/f",
        "https://a.example\\@evil.example/f",
        "https://a.example/f\r\nX: y",
        "https://a.example/{f}"
      })
  void refusesInvalidAddressesWithoutShowingThem(String text) {
    MalformedURLException e =
        assertThrows(
            MalformedURLException.class, () -> WebAddress.parse(text + "?Signature=s3cr3t"));
    assertFalse(e.getMessage().contains("s3cr3t"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "/g,https://a_b.example:8443/g",
    "g?y,https://a_b.example:8443/dir/g?y",
    "../g,https://a_b.example:8443/g",
    "?y=2,https://a_b.example:8443/dir/?y=2",
    "//other.example/g,https://other.example/g",
    "http://other.example/g,http://other.example/g",
    "/固件,https://a_b.example:8443/%E5%9B%BA%E4%BB%B6",
    "g:1/h,g"
  })
  void resolvesRedirects(String location, String there) throws Exception {
    WebAddress from = WebAddress.parse("https://a_b.example:8443/dir/f?x=1");
    if (there.equals("g")) {
      assertThrows(MalformedURLException.class, () -> from.resolve(location));
    } else {
      assertEquals(there, from.resolve(location).text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http:", "{", "ftp://a/b", "file:///etc/passwd", "https://"})
  void refusesRedirectsToOtherSchemes(String location) throws Exception {
    WebAddress from = WebAddress.parse("https://a.example/f");
    assertThrows(MalformedURLException.class, () -> from.resolve(location));
  }

  @Test
  void doesNotShowPathAndQuery() throws Exception {
    WebAddress address = WebAddress.parse("https://u:s3cr3t@a.example/s3cr3t?Signature=s3cr3t");
    assertEquals("https://a.example", address.toString());
  }

  @Test
  void decodesTheFileName() throws Exception {
    assertEquals(
        "固件 1.bin", WebAddress.parse("https://a.example/d/%E5%9B%BA件 1.bin?x=/y").fileName());
    assertEquals("", WebAddress.parse("https://a.example").fileName());
  }
}
