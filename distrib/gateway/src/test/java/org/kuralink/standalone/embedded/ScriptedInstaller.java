/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;

/** An installer that only stores the content of a file; special contents make it fail. */
public final class ScriptedInstaller implements FirmwareInstaller {

  /** The content of a firmware whose installation fails. */
  public static final String FAILS = "this firmware cannot be installed";

  /** The content of a firmware that is never well. */
  public static final String UNWELL = "this firmware runs badly";

  private final List<String> installed = new CopyOnWriteArrayList<>();
  private volatile Installed state = Installed.FORMER;

  /** The contents that were put in place, oldest first. */
  public List<String> installed() {
    return installed;
  }

  @Override
  public Installed install(Firmware firmware) throws InstallException {
    String content = content(firmware);
    if (content.equals(FAILS)) {
      throw new InstallException("asked to fail");
    }
    installed.add(content);
    state = Installed.NEW;
    return state;
  }

  private static String content(Firmware firmware) throws InstallException {
    try {
      return Files.readString(firmware.file(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new InstallException("the file cannot be read", e);
    }
  }

  @Override
  public Installed state(Firmware firmware) {
    return state;
  }

  @Override
  public Optional<String> fault(Firmware firmware) {
    return installed.get(installed.size() - 1).equals(UNWELL)
        ? Optional.of("asked to be unwell")
        : Optional.empty();
  }

  @Override
  public void commit(Firmware firmware) {
    state = Installed.FORMER;
  }

  @Override
  public void rollBack(Firmware firmware) {
    state = Installed.FORMER;
  }
}
