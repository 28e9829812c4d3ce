/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.Installed;
import org.kuralink.ota.wire.UpdatedDevice;

/** The selection of an installer while installers are registered, changed and removed. */
class InstallersTest {

  private static final UpdatedDevice GATEWAY =
      new UpdatedDevice(Optional.empty(), "", Optional::empty);

  private final Installers installers = new Installers();

  private static final class Idle implements FirmwareInstaller {
    @Override
    public Installed install(Firmware firmware) {
      return Installed.NEW;
    }

    @Override
    public Installed state(Firmware firmware) {
      return Installed.NEW;
    }

    @Override
    public void commit(Firmware firmware) {}

    @Override
    public void rollBack(Firmware firmware) {}
  }

  private static Map<String, Object> properties(long id, Object... pairs) {
    Map<String, Object> properties = new HashMap<>(Map.of("service.id", id));
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put((String) pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  private static FirmwareOrder order(String module) {
    return new FirmwareOrder(module, "2", 1, "bin", Map.of(), false, JsonText.EMPTY_OBJECT);
  }

  private FirmwareInstaller chosen(String module) {
    return installers.find(GATEWAY, order(module)).orElseThrow().installer();
  }

  @Test
  void anInstallerThatChangesItsPropertiesIsFoundUnderTheNewOnesAndNoLongerUnderTheOld() {
    Idle installer = new Idle();
    installers.add(installer, properties(1, FirmwareInstaller.MODULE, "old"));
    assertSame(installer, chosen("old"));
    installers.update(installer, properties(1, FirmwareInstaller.MODULE, List.of("new", "other")));
    assertTrue(installers.find(GATEWAY, order("old")).isEmpty());
    assertSame(installer, chosen("new"));
    assertTrue(installers.names(GATEWAY, "other"));
    installers.remove(installer, properties(1));
    assertTrue(installers.find(GATEWAY, order("new")).isEmpty());
  }

  @Test
  void anInstallerThatIsRegisteredTwiceIsFoundByBothUntilEachIsGone() {
    Idle installer = new Idle();
    installers.add(installer, properties(1, FirmwareInstaller.MODULE, "mcu"));
    installers.add(installer, properties(2, FirmwareInstaller.MODULE, "app"));
    assertSame(installer, chosen("mcu"));
    assertSame(installer, chosen("app"));
    installers.update(installer, properties(2, FirmwareInstaller.MODULE, "web"));
    assertSame(installer, chosen("mcu"));
    assertSame(installer, chosen("web"));
    installers.remove(installer, properties(1));
    assertTrue(installers.find(GATEWAY, order("mcu")).isEmpty());
    assertSame(installer, chosen("web"));
    installers.remove(installer, properties(2));
    assertTrue(installers.find(GATEWAY, order("web")).isEmpty());
  }

  @Test
  void theModuleGoesBeforeTheTypeThenTheRankingThenWhoCameEarlier() {
    Idle any = new Idle();
    Idle type = new Idle();
    Idle late = new Idle();
    Idle early = new Idle();
    installers.add(any, properties(1, "service.ranking", 100));
    installers.add(type, properties(2, FirmwareInstaller.FILE_TYPE, "bin", "service.ranking", 50));
    installers.add(late, properties(9, FirmwareInstaller.MODULE, "mcu"));
    installers.add(early, properties(3, FirmwareInstaller.MODULE, "mcu"));
    assertSame(early, chosen("mcu"));
    installers.update(late, properties(9, FirmwareInstaller.MODULE, "mcu", "service.ranking", 1));
    assertSame(late, chosen("mcu"));
    assertSame(type, chosen("app"));
    assertEquals(Idle.class.getName(), installers.find(GATEWAY, order("app")).orElseThrow().name());
  }
}
