/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a system property with which Kura's package manager, during the upgrade of a deployment
 * package, stops only the bundles that change, so that the session survives. DeploymentAdmin reads
 * the property at each installation. A value that the operator has set is kept.
 */
@Component(
    service = {},
    immediate = true)
public final class SelectiveUpgrades {

  static final String PROPERTY = "org.apache.felix.deploymentadmin.stopunaffectedbundle";

  private static final Logger LOG = LoggerFactory.getLogger(SelectiveUpgrades.class);
  private static final String SPARING = "false";

  private boolean ours;

  @Activate
  void activate() {
    Object set = System.getProperties().putIfAbsent(PROPERTY, SPARING);
    ours = set == null;
    if (!ours && !SPARING.equalsIgnoreCase(set.toString())) {
      LOG.info("{}={}: the upgrade of a package will stop all its bundles", PROPERTY, set);
    }
  }

  @Deactivate
  void deactivate() {
    if (ours) {
      System.getProperties().remove(PROPERTY, SPARING);
    }
  }
}
