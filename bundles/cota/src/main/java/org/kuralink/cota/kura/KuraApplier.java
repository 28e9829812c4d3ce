/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.kura;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurationService;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.cota.apply.AllowedComponents;
import org.kuralink.cota.apply.ComponentsApplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the same files as {@link ComponentsApplier} to Kura's configurations. Kura takes a
 * snapshot before the change and none during the trial, so that a gateway that is switched off in
 * the meantime starts with the former configuration. Another snapshot commits the file.
 */
public final class KuraApplier implements ConfigurationApplier {

  private static final Logger LOG = LoggerFactory.getLogger(KuraApplier.class);

  private final ConfigurationService kura;
  private final ComponentsApplier components;
  private final BooleanSupplier starting;

  /**
   * @param allowed supplies the components that a file may configure
   * @param starting whether Kura may still start components that are not there yet
   */
  public KuraApplier(
      ConfigurationService kura, Supplier<AllowedComponents> allowed, BooleanSupplier starting) {
    this.kura = kura;
    this.starting = starting;
    this.components = new ComponentsApplier(new KuraComponents(kura), allowed);
  }

  /**
   * Returns the number of Kura's snapshot, a line break, and the former properties of the
   * components.
   */
  @Override
  public byte[] prepare(ConfigurationFile file) throws ConfigurationException {
    byte[] before = components.prepare(file);
    byte[] head = (snapshot() + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(head, head.length + before.length);
    System.arraycopy(before, 0, both, head.length, before.length);
    return both;
  }

  @Override
  public void apply(ConfigurationFile file) throws ConfigurationException {
    components.apply(file);
    components.verify(file);
  }

  @Override
  public boolean isInForce(ConfigurationFile file) throws ConfigurationException {
    return components.isInForce(file);
  }

  @Override
  public void commit(ConfigurationFile file) throws ConfigurationException {
    components.verify(file);
    snapshot();
  }

  /** Restores the components one by one; if that fails, rolls Kura back to its snapshot. */
  @Override
  public void restore(byte[] snapshot) throws ConfigurationException {
    int end = 0;
    while (end < snapshot.length && snapshot[end] != '\n') {
      end++;
    }
    long number = number(new String(snapshot, 0, end, StandardCharsets.UTF_8));
    try {
      components.restore(
          Arrays.copyOfRange(snapshot, Math.min(end + 1, snapshot.length), snapshot.length));
    } catch (ConfigurationException e) {
      if (e.isNotYet() && starting.getAsBoolean()) {
        throw e;
      }
      LOG.warn("{}; rolling Kura back to its snapshot {}", e.getMessage(), number);
      rollBack(number, e);
      return;
    }
    forget(number);
  }

  private static long number(String text) throws ConfigurationException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ConfigurationException("the snapshot is damaged");
    }
  }

  private void rollBack(long number, ConfigurationException reason) throws ConfigurationException {
    try {
      kura.rollback(number);
    } catch (KuraException | RuntimeException e) {
      throw new ConfigurationException(
          reason.getMessage() + "; Kura cannot roll back to its snapshot " + number + " either");
    }
  }

  /** Takes a new snapshot if one was taken during the trial. */
  private void forget(long number) throws ConfigurationException {
    try {
      if (kura.getSnapshots().stream().noneMatch(later -> later > number)) {
        return;
      }
    } catch (KuraException | RuntimeException e) {
      LOG.debug("Kura does not list its snapshots: {}", e.toString());
    }
    snapshot();
  }

  private long snapshot() throws ConfigurationException {
    try {
      return kura.snapshot();
    } catch (KuraException | RuntimeException e) {
      throw new ConfigurationException("Kura cannot take a snapshot");
    }
  }
}
