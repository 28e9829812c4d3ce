/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.greeting;

import java.util.Optional;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.VersionSource;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a greeting and reports the version of its bundle to the OTA capability. */
@Component(
    name = "org.kuralink.demo.greeting",
    immediate = true,
    property = FirmwareInstaller.MODULE + "=greeting")
public final class GreetingComponent implements VersionSource {

  private static final Logger LOG = LoggerFactory.getLogger(GreetingComponent.class);

  private volatile String version = "";

  @Activate
  void activate(BundleContext bundle) {
    version = bundle.getBundle().getVersion().toString();
    LOG.info("Greetings from version {}", version);
  }

  @Override
  public Optional<String> version() {
    return Optional.of(version);
  }
}
