/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.Properties;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Address and password of the Web Console. The Web Console can read and change everything, so it
 * listens on the loopback address only. Other users of the machine can reach this address too, so
 * the password is random unless the operator sets one.
 *
 * @param port the port, reserved until the Web Console starts
 */
record WebAccess(WebPort port, String password) {

  private static final Logger log = LoggerFactory.getLogger(WebAccess.class);

  static final String HOST = "127.0.0.1";
  static final String USER = "admin";
  static final String FILE = "web-console.properties";
  static final String VARIABLE = "KURALINK_WEB_PASSWORD";

  private static final int PASSWORD_BYTES = 18;

  /**
   * Selects the port, and takes the password from the environment, from the data directory, or
   * generates it.
   */
  static WebAccess open(OptionalInt wanted, Path data, Environment environment, SecureRandom random)
      throws IOException, StartException {
    WebPort port = wanted.isPresent() ? WebPort.take(wanted.getAsInt()) : WebPort.takeUsual();
    String password = password(data, environment, random);
    WebAccess access = new WebAccess(port, password);
    access.save(data.resolve(FILE));
    return access;
  }

  String url() {
    return "http://" + HOST + ":" + port.number() + "/system/console";
  }

  /** Returns the hashed password for the Web Console, because system properties are readable. */
  String hashedPassword() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha.digest(password.getBytes(StandardCharsets.UTF_8));
      return "{sha-256}" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return url();
  }

  private void save(Path file) throws StartException {
    Properties properties = new Properties();
    properties.setProperty("url", url());
    properties.setProperty("user", USER);
    properties.setProperty("password", password);
    StringWriter text = new StringWriter();
    try {
      properties.store(text, "Address and password of the Web Console of this gateway");
      WholeFile.inSharedDirectory(file).write(text.toString());
    } catch (IOException e) {
      throw new StartException("cannot write " + file + ": " + e);
    }
  }

  private static String password(Path data, Environment environment, SecureRandom random) {
    try {
      String given = environment.fillIn("${env:" + VARIABLE + "}");
      if (!given.isBlank()) {
        return given;
      }
    } catch (WrongValueException notSet) {
      return kept(data, random);
    }
    return kept(data, random);
  }

  private static String kept(Path data, SecureRandom random) {
    Path file = data.resolve(FILE);
    if (Files.exists(file)) {
      Properties properties = new Properties();
      try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        log.warn("cannot read {}; it is created again with a new password: {}", file, e.toString());
      }
      String password = properties.getProperty("password", "");
      if (!password.isBlank()) {
        return password;
      }
    }
    byte[] bytes = new byte[PASSWORD_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
