package login

import _ "github.com/zitadel/oidc/v3/pkg/op"
