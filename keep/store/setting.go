package store

import (
	"context"
	"fmt"
)

// Setting gives the value of a setting; ok is false when it was never set.
func (r *Reader) Setting(ctx context.Context, key string) (value string, ok bool, err error) {
	rs, err := r.query(ctx, `
		SELECT value
		FROM settings
		WHERE key = ?`, key)
	ok, err = one(rs, err, &value)
	if err != nil {
		return "", false, fmt.Errorf("setting %s: %w", key, err)
	}
	return value, ok, nil
}

// Settings gives all settings by their keys.
func (r *Reader) Settings(ctx context.Context) (map[string]string, error) {
	var key, value string
	all := map[string]string{}
	rs, err := r.query(ctx, `
		SELECT key, value
		FROM settings`)
	err = each(rs, err, []any{&key, &value}, func() error {
		all[key] = value
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	return all, nil
}

// PutSetting sets a setting.
func (tx *Tx) PutSetting(key, value string) error {
	_, err := tx.exec(`
		INSERT INTO settings (key, value)
		VALUES (?, ?)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	if err != nil {
		return fmt.Errorf("setting %s: %w", key, err)
	}
	return nil
}
