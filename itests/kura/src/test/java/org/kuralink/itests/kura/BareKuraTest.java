/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** A Kura that has its configuration service and none of its optional services. */
class BareKuraTest {

  @TempDir Path directory;

  @Test
  void aConnectionNeedsNoneOfKurasOptionalServices() throws Exception {
    try (Platform platform = Platform.start();
        KuraGateway gateway = KuraGateway.startBare(directory)) {
      stopEventAdmin(gateway);
      KuraPage page = gateway.page();
      page.create(OnKura.PID);
      Map<String, Object> login = platform.login("gateway-01");
      gateway
          .kura()
          .createFactoryConfiguration("org.kuralink.connection", "org.kuralink.alone", login, true);
      page.await(
          "not online",
          () -> {
            CloudSession alone = page.service(CloudSession.class, "org.kuralink.alone");
            return alone != null && alone.status().isOnline();
          });
      gateway.kura().updateConfiguration(OnKura.PID, Map.of("connection", "org.kuralink.alone"));
      page.await("not connected", () -> page.state(OnKura.PID).equals("CONNECTED"));
      assertEquals(1, page.factory().getManagedCloudConnectionPids().size());
      assertTrue(platform.device("gateway-01").isOnline());
    }
  }

  private static void stopEventAdmin(KuraGateway gateway) throws BundleException {
    Bundle event =
        Stream.of(gateway.context().getBundles())
            .filter(bundle -> bundle.getSymbolicName().equals("org.eclipse.equinox.event"))
            .findFirst()
            .orElseThrow();
    event.stop();
  }
}
