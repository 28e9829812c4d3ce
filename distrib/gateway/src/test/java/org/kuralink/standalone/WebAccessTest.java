/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;

class WebAccessTest {

  private static final Environment EMPTY = new Environment(name -> Optional.empty());

  @TempDir private Path data;
  private final List<WebAccess> opened = new ArrayList<>();

  @AfterEach
  void letGo() {
    opened.forEach(each -> each.port().close());
  }

  @Test
  void createsARandomPasswordThatOnlyTheOwnerCanRead() throws Exception {
    WebAccess first = open(EMPTY);

    assertTrue(first.password().length() >= 24);
    Path file = data.resolve(WebAccess.FILE);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertTrue(Files.readString(file).contains(first.password()));
    assertEquals(first.password(), open(EMPTY).password());
  }

  @ParameterizedTest
  @ValueSource(strings = {"password=\\u12", "password=\u00e9", "password=", ""})
  void createsADamagedFileAgain(String damaged) throws Exception {
    Path file = data.resolve(WebAccess.FILE);
    Files.writeString(file, damaged, StandardCharsets.ISO_8859_1);

    WebAccess access = open(EMPTY);

    assertTrue(access.password().length() >= 24, access.password());
    assertTrue(Files.readString(file).contains(access.password()));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void namesAFileThatCannotBeWritten() throws Exception {
    Path file = Files.createDirectories(data.resolve(WebAccess.FILE));
    Files.createFile(file.resolve("in it"));

    StartException refused = assertThrows(StartException.class, () -> open(EMPTY));

    assertTrue(refused.getMessage().startsWith("cannot write " + file), refused::getMessage);
  }

  @Test
  void twoGatewaysHaveDifferentPasswords(@TempDir Path other) throws Exception {
    WebAccess second = open(OptionalInt.of(0), other, EMPTY);

    assertNotEquals(open(EMPTY).password(), second.password());
  }

  @Test
  void usesThePasswordOfTheOperator() throws Exception {
    WebAccess access = open(new Environment(name -> Optional.of("chosen")));

    assertEquals("chosen", access.password());
    assertFalse(access.hashedPassword().contains("chosen"));
  }

  @Test
  void ignoresAnEmptyVariable() throws Exception {
    assertTrue(open(new Environment(name -> Optional.of(""))).password().length() >= 24);
  }

  @Test
  void namesAPortThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(WebAccess.HOST))) {
      OptionalInt port = OptionalInt.of(taken.getLocalPort());

      StartException refused = assertThrows(StartException.class, () -> open(port, data, EMPTY));

      assertTrue(refused.getMessage().contains(taken.getLocalPort() + " on 127.0.0.1 is in use"));
    }
  }

  @Test
  void reservesThePortUntilTheWebConsoleListens() throws Exception {
    WebPort port = open(EMPTY).port();
    OptionalInt wanted = OptionalInt.of(port.number());
    assertThrows(StartException.class, () -> open(wanted, data, EMPTY));

    port.bundleChanged(new BundleEvent(BundleEvent.STARTING, bundle("org.apache.felix.scr")));
    assertThrows(StartException.class, () -> open(wanted, data, EMPTY));

    port.bundleChanged(new BundleEvent(BundleEvent.STARTING, bundle(WebPort.SERVER)));
    assertEquals(port.number(), open(wanted, data, EMPTY).port().number());
  }

  private static Bundle bundle(String name) {
    return (Bundle)
        Proxy.newProxyInstance(
            Bundle.class.getClassLoader(),
            new Class<?>[] {Bundle.class},
            (proxy, method, arguments) -> method.getName().equals("getSymbolicName") ? name : null);
  }

  private WebAccess open(Environment environment) throws Exception {
    return open(OptionalInt.of(0), data, environment);
  }

  private WebAccess open(OptionalInt port, Path directory, Environment environment)
      throws Exception {
    WebAccess made = WebAccess.open(port, directory, environment, new SecureRandom());
    opened.add(made);
    return made;
  }
}
